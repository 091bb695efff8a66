import 'pluggy-elements/define';
import { createApp } from 'vue';
import { createRouter, createWebHashHistory } from 'vue-router';
import About from './About.vue';
import App from './App.vue';
import Connections from './Connections.vue';

const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', component: Connections },
    { path: '/about', component: About },
  ],
});

createApp(App).use(router).mount('#app');
